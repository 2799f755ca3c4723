# SPDX-License-Identifier: GPL-2.0-only
#
# add_pid_design(NAME [WHOLE] OUTPUT dir SOURCES file.c...)
#   builds the design library dir/NAME.so: the sources, written against
#   model/include, and the model core. WHOLE: as one program, if PIDFDSIM_WHOLE is on.
function(add_pid_design name)
	cmake_parse_arguments(ARG "WHOLE" "OUTPUT" "SOURCES" ${ARGN})
	set(target design_${name})
	add_library(${target} MODULE ${ARG_SOURCES})
	if(ARG_WHOLE AND PIDFDSIM_WHOLE)
		# as libraries the core's objects come behind the design's
		target_link_libraries(${target} PRIVATE $<TARGET_OBJECTS:model_core_whole>)
		target_compile_options(${target} PRIVATE -flto)
		target_link_options(${target} PRIVATE -flto=auto -Wl,-z,muldefs
			-Wno-lto-type-mismatch)	# a table of the design may be longer
	else()
		add_dependencies(${target} model_core_weak)
		target_sources(${target} PRIVATE ${MODEL_CORE_WEAK})
		set_source_files_properties(${MODEL_CORE_WEAK} PROPERTIES
			EXTERNAL_OBJECT TRUE GENERATED TRUE)
		set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${MODEL_CORE_WEAK})
	endif()
	target_compile_options(${target} PRIVATE ${MODEL_FLAGS})
	target_include_directories(${target} PRIVATE ${MODEL_DIR}/include)
	target_link_options(${target} PRIVATE
		-Wl,-Bsymbolic
		-Wl,--version-script=${MODEL_DIR}/design.map
		-Wl,-T,${MODEL_DIR}/image.ld
		-Wl,-z,defs -Wl,-z,now -Wl,-z,norelro)
	set_property(TARGET ${target} APPEND PROPERTY
		LINK_DEPENDS ${MODEL_DIR}/design.map ${MODEL_DIR}/image.ld)
	set_target_properties(${target} PROPERTIES
		PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${ARG_OUTPUT})
endfunction()
